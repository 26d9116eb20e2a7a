/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/engine/shell_own.h"

#include <string.h>

static bool may_do(const struct lt_node_spec *node, const char *capability)
{
	for (size_t i = 0; i < node->capabilities_count; i++)
		if (strcmp(node->capabilities[i], capability) == 0)
			return true;
	return false;
}

int lt_shell_check_poll(struct lt_shell *shell, const struct lt_peer *peer, const Lt__Poll *poll,
			struct lt_err *err)
{
	const struct lt_directory *directory;
	const struct lt_node_spec *node;
	if (peer->origin.is_operator)
		return 0;
	int r = lt_registry_directory(lt_engine_registry(shell->engine),
				      lt_clock_wall(shell->clock), &directory, err);
	if (r < 0)
		return r;
	node = lt_directory_node(directory, peer->origin.node);
	if (!node)
		return lt_err_set(err, LT_E_DENIED, "máy trạm không còn trong danh bạ");
	for (size_t i = 0; i < poll->n_slots; i++)
		if (!may_do(node, poll->slots[i]->capability))
			return lt_err_set(err, LT_E_DENIED,
					  "danh bạ không giao việc '%s' cho máy trạm này",
					  poll->slots[i]->capability);
	for (size_t i = 0; i < poll->n_cursors; i++)
		if (!lt_directory_serves(directory, node->id, poll->cursors[i]->unit))
			return lt_err_set(err, LT_E_DENIED,
					  "máy trạm này không phục vụ đơn vị '%s'",
					  poll->cursors[i]->unit);
	return 0;
}
