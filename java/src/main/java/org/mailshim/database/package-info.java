/**
 * What the durable queue and the maildrops need of an SQL database: connections, versions of
 * tables, one thread that commits in groups, connections for reading, and messages of any length in
 * chunk rows.
 *
 * <p>{@link org.mailshim.queue} and {@link org.mailshim.store} stand side by side and may not
 * import from each other, so what both need stands below them, in a package of its own that knows
 * neither messages nor maildrops. It is exported for the sake of {@link
 * org.mailshim.database.PostgresSettings}; the rest is of use to those two only.
 *
 * <p>A {@link org.mailshim.database.Database} is one kind of SQL database: {@link
 * org.mailshim.database.SqliteDatabase}, a file, or {@link org.mailshim.database.PostgresDatabase},
 * a server that several hosts share. {@link org.mailshim.database.Schema#open} gives its first
 * {@link org.mailshim.database.SqlSession}, with which a {@link org.mailshim.database.Committer}
 * does all writing of its user while {@link org.mailshim.database.Readers} read. Whoever uses it
 * has exceptions of its own, made by its {@link org.mailshim.database.Failures}.
 */
@NullMarked
package org.mailshim.database;

import org.jspecify.annotations.NullMarked;
