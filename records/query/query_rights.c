/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may open which dossier: the one place that says so. Pages, the tool and agencies' systems all
 * read through here, and what nobody is named for below is refused.
 *
 *   has it, or had it     a unit that received the dossier, has or had a step of it, handed it on,
 *                         is asked about it or owes something for it: whoever sits there
 *   comes                 a unit to which the dossier's own procedure will bring it, as it stands
 *                         now: whoever sits there in the role of that step
 *   above                 whoever assigns work at a unit: what units below it have or had; at the
 *                         province's committee or office: everything
 *
 * A person sits where the directory says today, and where they stand in for another. Without a
 * person it is the node itself that asks (its keeper's tool, its feed): for all its units. Where a
 * procedure asks a script for the unit, nobody knows yet, and it is not looked at. */
#include <string.h>

#include "procedures/core/frame.h"
#include "records/query/query_own.h"

/* -- who asks -- */

enum lt_query_who lt_query_who(const struct lt_query *q)
{
	const Lt__Actor *actor = q->fetch->actor;
	if (!actor)
		return LT_ASKED_BY_NODE;
	switch (actor->kind) {
	case LT__ACTOR_KIND__ACTOR_KIND_OFFICER:
		return LT_ASKED_BY_OFFICER;
	case LT__ACTOR_KIND__ACTOR_KIND_NODE:
		return LT_ASKED_BY_UNIT;
	case LT__ACTOR_KIND__ACTOR_KIND_OPERATOR:
		return LT_ASKED_BY_KEEPER;
	default:
		return LT_ASKED_BY_NOBODY;
	}
}

/* Provincial IT at the coordinator, in nobody else's name. */
static bool is_operator(const struct lt_query *q)
{
	enum lt_query_who who = lt_query_who(q);
	return q->viewer->is_operator && (who == LT_ASKED_BY_NODE || who == LT_ASKED_BY_KEEPER);
}

static bool serves(const struct lt_query *q, const char *unit)
{
	return q->viewer->is_operator || lt_directory_serves(q->directory, q->viewer->node, unit);
}

static int add_seat(struct lt_query *q, struct lt_query_seats *seats, struct lt_query_seat seat)
{
	if (!LT_ARENA_PUSH(q->arena, seats->items, seats->count))
		return LT_E_NOMEM;
	seats->items[seats->count++] = seat;
	return 0;
}

/* The roles that an officer has at a unit. */
static int add_roles(struct lt_query *q, struct lt_query_seats *seats, const struct lt_unit *unit,
		     const char *officer, const char *instead_of)
{
	int r = 0;
	for (size_t i = 0; i < lt_directory_roles_count(q->directory) && r == 0; i++) {
		const struct lt_role_spec *role = lt_directory_role_at(q->directory, i);
		if (lt_directory_may(q->directory, officer, unit->code, role->name, q->now_us))
			r = add_seat(q, seats,
				     (struct lt_query_seat){
					     .unit = unit, .role = role, .instead_of = instead_of});
	}
	return r;
}

static int add_stood_in(struct lt_query *q, struct lt_query_seats *seats, const char *officer)
{
	struct lt_deputies deputies;
	int r = lt_registry_deputies(q->records->registry, &deputies, NULL);
	for (size_t i = 0; i < deputies.count && r == 0; i++) {
		const struct lt_deputy *d = &deputies.items[i];
		const struct lt_unit *unit = lt_directory_unit(q->directory, d->unit);
		if (unit && strcmp(d->deputy, officer) == 0 && lt_span_has(d->span, q->now_us) &&
		    serves(q, unit->code))
			r = add_roles(q, seats, unit, d->officer, d->officer);
	}
	return r;
}

int lt_query_seats_of(struct lt_query *q, const char *officer, struct lt_query_seats *ret)
{
	int r = 0;
	*ret = (struct lt_query_seats){0};
	for (size_t i = 0; i < lt_directory_units_count(q->directory) && r == 0; i++) {
		const struct lt_unit *unit = lt_directory_unit_at(q->directory, i);
		if (serves(q, unit->code))
			r = add_roles(q, ret, unit, officer, "");
	}
	return r < 0 ? r : add_stood_in(q, ret, officer);
}

/* Any desk at a unit. */
static int add_unit(struct lt_query *q, struct lt_query_seats *seats, const char *code)
{
	const struct lt_unit *unit = lt_directory_unit(q->directory, code);
	if (!unit || !serves(q, code))
		return 0;
	return add_seat(q, seats, (struct lt_query_seat){.unit = unit, .instead_of = ""});
}

static int add_units(struct lt_query *q, struct lt_query_seats *seats)
{
	const struct lt_node_spec *node = lt_directory_node(q->directory, q->viewer->node);
	int r = 0;
	for (size_t i = 0; node && i < node->units_count && r == 0; i++)
		r = add_unit(q, seats, node->units[i]);
	return r;
}

const struct lt_query_seats *lt_query_seats(struct lt_query *q)
{
	static const struct lt_query_seats none;
	const char *unit = q->fetch->actor ? q->fetch->actor->unit : "";
	int r = 0;
	if (q->seated)
		return &q->seats;
	switch (lt_query_who(q)) {
	case LT_ASKED_BY_OFFICER:
		r = lt_query_seats_of(q, q->fetch->actor->id, &q->seats);
		break;
	case LT_ASKED_BY_UNIT:
		r = add_unit(q, &q->seats, unit);
		break;
	case LT_ASKED_BY_NODE:
	case LT_ASKED_BY_KEEPER:
		r = add_units(q, &q->seats);
		break;
	case LT_ASKED_BY_NOBODY:
		break;
	}
	q->seated = r == 0;
	return r == 0 ? &q->seats : &none;
}

bool lt_query_sits(struct lt_query *q, const struct lt_unit *unit)
{
	const struct lt_query_seats *seats = lt_query_seats(q);
	if (is_operator(q))
		return true;
	for (size_t i = 0; i < seats->count; i++)
		if (seats->items[i].unit == unit)
			return true;
	return false;
}

/* -- above -- */

bool lt_query_is_under(const char *code, const char *above)
{
	size_t size = strlen(above);
	return strncmp(code, above, size) == 0 && (code[size] == 0 || code[size] == '.');
}

static bool assigns(const struct lt_query_seat *seat)
{
	return seat->role && seat->role->assigns;
}

bool lt_query_heads(struct lt_query *q, const struct lt_unit *unit)
{
	const struct lt_query_seats *seats = lt_query_seats(q);
	if (is_operator(q))
		return true;
	for (size_t i = 0; i < seats->count; i++)
		if (seats->items[i].unit == unit && assigns(&seats->items[i]))
			return true;
	return false;
}

static bool is_province_office(struct lt_query *q, const struct lt_unit *unit)
{
	return strcmp(unit->level, lt_directory_level_at(q->directory, 0)->name) == 0 &&
	       (strcmp(unit->kind, "committee") == 0 || strcmp(unit->kind, "province_office") == 0);
}

bool lt_query_sees_everything(struct lt_query *q)
{
	const struct lt_query_seats *seats = lt_query_seats(q);
	if (is_operator(q))
		return true;
	for (size_t i = 0; i < seats->count; i++)
		if (assigns(&seats->items[i]) && is_province_office(q, seats->items[i].unit))
			return true;
	return false;
}

/* -- where a dossier is, was and will be -- */

static bool has_or_had(const struct lt_query *q, const struct lt_query_seat *seat,
		       const uint64_t *units, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (units[i] == seat->unit->key)
			return true;
		const struct lt_unit *below =
			assigns(seat) ? lt_directory_unit_keyed(q->directory, units[i]) : NULL;
		if (below && lt_query_is_under(below->code, seat->unit->code))
			return true;
	}
	return false;
}

const struct lt_unit *lt_query_desk(struct lt_query *q, const Lt__Dossier *d, uint32_t frame,
				    const struct lt_place *place)
{
	const struct lt_directory *directory;
	const struct lt_unit *unit = NULL;
	const char *name =
		place->at_field ? lt_frame_field(d, frame, place->at_field, q->arena) : NULL;
	const Lt__Field *at = name ? lt_dossier_field(d, name) : NULL;
	bool named = at && at->value_case == LT__FIELD__VALUE_TEXT && *at->text;
	if (lt_registry_directory_version(q->records->registry, d->directory, &directory, NULL) < 0)
		directory = q->directory;
	if (lt_directory_resolve(directory, d->unit, place->unit, place->level,
				 named ? at->text : NULL, d->received_us, &unit, NULL) < 0)
		return NULL;
	return unit;
}

/* Does a place of a step lie where somebody who asks sits, in its role? */
static bool leads_to_seat(struct lt_query *q, const Lt__Dossier *d, uint32_t frame,
			  const struct lt_place *place, const char *role)
{
	const struct lt_query_seats *seats = lt_query_seats(q);
	const struct lt_unit *unit =
		place->unit && !place->at ? lt_query_desk(q, d, frame, place) : NULL;
	for (size_t i = 0; unit && i < seats->count; i++) {
		const struct lt_query_seat *seat = &seats->items[i];
		if (seat->unit->key == unit->key &&
		    (!role || !seat->role || strcmp(seat->role->name, role) == 0))
			return true;
	}
	return false;
}

static bool step_leads_to_seat(struct lt_query *q, const Lt__Dossier *d, uint32_t frame,
			       const struct lt_step *step)
{
	for (uint32_t i = 0; i < step->places_count; i++)
		if (leads_to_seat(q, d, frame, &step->places[i], step->role))
			return true;
	return leads_to_seat(q, d, frame, &step->place, step->role) ||
	       leads_to_seat(q, d, frame, &step->more, step->more_role);
}

static bool procedure_leads_to_seat(struct lt_query *q, const Lt__Dossier *d, uint32_t frame)
{
	const struct lt_definition *def = lt_query_definition(q, d, frame);
	for (uint32_t i = 0; def && i < def->steps_count; i++)
		if (step_leads_to_seat(q, d, frame, &def->steps[i]))
			return true;
	return false;
}

/* To a seat of whoever asks, by its own procedure or one that it called. */
static bool comes(struct lt_query *q, const Lt__Dossier *d)
{
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return false;
	for (size_t i = 0; i < d->n_frames; i++)
		if (procedure_leads_to_seat(q, d, d->frames[i]->id))
			return true;
	return procedure_leads_to_seat(q, d, 0);
}

/* -- the rule -- */

bool lt_query_operates(const struct lt_query *q)
{
	const struct lt_node_spec *node = lt_directory_node(q->directory, q->viewer->node);
	enum lt_query_who who = lt_query_who(q);
	return is_operator(q) ||
	       (node && node->operates && (who == LT_ASKED_BY_NODE || who == LT_ASKED_BY_KEEPER));
}

bool lt_query_may_see(struct lt_query *q, const Lt__Dossier *d)
{
	const struct lt_query_seats *seats = lt_query_seats(q);
	uint64_t *units;
	size_t count;
	bool hangs = q->fetch->kind == LT__FETCH_KIND__FETCH_KIND_INCIDENTS;
	if (lt_query_sees_everything(q) || (hangs && lt_query_operates(q)))
		return true;
	if (!seats->count || lt_rows_units_ever(d, q->arena, &units, &count) < 0)
		return false;
	for (size_t i = 0; i < seats->count; i++)
		if (has_or_had(q, &seats->items[i], units, count))
			return true;
	return comes(q, d);
}

int lt_query_refuse_dossier(struct lt_query *q, const Lt__Dossier *d)
{
	if (lt_query_who(q) != LT_ASKED_BY_OFFICER)
		return lt_query_fail(q, LT_E_DENIED,
				     "hồ sơ này không ở đơn vị nào mà máy trạm phục vụ");
	return lt_query_fail(
		q, LT_E_DENIED,
		lt_arena_printf(q->arena,
				"hồ sơ %s không ở, chưa từng ở và không sắp tới đơn vị nào của "
				"bạn. Hãy kiểm tra lại mã; nếu cần xem để làm việc, hãy hỏi đơn vị "
				"đang giữ hồ sơ hoặc thủ trưởng của bạn",
				d->code));
}
