package org.mailshim;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client has done since it was made, or since {@link MailClient#clearStats}: a snapshot.
 *
 * @param octetsSent octets handed to the network, TLS's own included
 * @param octetsReceived octets taken from it
 * @param sendTime how long sending them took
 * @param receiveTime how long waiting for them and taking them took
 * @param connections connections made
 * @param failedConnections connections that did not come about, or sessions that did not
 * @param messages messages sent and accepted for one recipient at least, or retrieved
 * @param refusedMessages messages that were refused for all recipients, or not given
 * @param brokenMessages messages whose conversation broke
 * @param recipients recipients accepted
 * @param refusedRecipients recipients refused
 * @param thresholds when it warns; empty without a warning queue
 * @param warningArgument what the warning queue was set with
 */
public record UsageInfo(
    long octetsSent,
    long octetsReceived,
    Duration sendTime,
    Duration receiveTime,
    long connections,
    long failedConnections,
    long messages,
    long refusedMessages,
    long brokenMessages,
    long recipients,
    long refusedRecipients,
    Optional<WarningThresholds> thresholds,
    Optional<Object> warningArgument) {}
