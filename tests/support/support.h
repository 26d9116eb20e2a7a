/* SPDX-License-Identifier: EUPL-1.2 */
/* What tests share: temporary folders, files of the source tree. */
#pragma once

#include <stddef.h>

/** A fresh folder under TMPDIR; to lt_test_remove. Aborts the test if it cannot be made. */
char *lt_test_folder(void);
/** Removes a folder with everything in it, and frees the name. NULL is fine. */
void lt_test_remove(char *folder);
/** Reads a file of the source tree (path from its root); to free. Aborts if it cannot be read. */
char *lt_test_read(const char *path);
/** Folders to come are made in memory if there is enough of it and TMPDIR does not say otherwise:
 *  there a sync costs nothing. For tests that look at what is written, not at how fast. */
void lt_test_use_memory(void);
/** The path of the test's own program, to be started once more. Never /proc/self/exe itself: under
 *  valgrind that is valgrind. */
const char *lt_test_program(void);
/** Room for one more item behind @p count of @p size bytes: an array that doubles. To free. */
void *lt_test_room(void *items, size_t count, size_t size);
