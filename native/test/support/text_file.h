/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_file.h - a file that somebody else is writing
 */
#ifndef MAILSHIM_TEST_TEXT_FILE_H
#define MAILSHIM_TEST_TEXT_FILE_H

/* The text of a file, when it has that in it; good until the next call. */
const char *written(const char *path, const char *wanted);

#endif
