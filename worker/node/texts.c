/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of texts.h. */
#include "worker/node/texts.h"

const char *lt_node_text(enum lt_node_text text)
{
	static const char *const vietnamese_of[] = {
#define X(name, vietnamese, english) vietnamese,
		LT_NODE_TEXTS(X)
#undef X
	};
	return vietnamese_of[text];
}
