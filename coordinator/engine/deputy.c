/* SPDX-License-Identifier: EUPL-1.2 */
/* Who stands in for whom: named by the officer, or by who assigns at the unit or heads it. */
#include "coordinator/engine/publish.h"
#include "procedures/calendar/calendar.h"
#include "records/deputies.h"

#include <string.h>

static int refuse(struct lt_publishing *p, const char *text)
{
	return lt_publishing_refuse(p, LT_REFUSAL_DEPUTY, text);
}

/* May the actor decide about the officer's desk? */
static bool decides(const struct lt_publishing *p, const struct lt_directory *directory,
		    const char *officer, const char *unit)
{
	const Lt__Actor *a = p->actor;
	if (a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		return false;
	return (strcmp(a->id, officer) == 0 &&
		lt_directory_may(directory, a->id, unit, NULL, p->now_us)) ||
	       lt_directory_heads(directory, a->id, a->unit, unit, p->now_us);
}

static const char *flaw_of(const struct lt_publishing *p, const struct lt_directory *directory,
			   const Lt__NameDeputy *cmd, int64_t from_us)
{
	if (!decides(p, directory, cmd->officer, cmd->unit))
		return "không làm thay được: chỉ người vắng mặt hoặc thủ trưởng đơn vị cử người";
	if (!lt_directory_may(directory, cmd->officer, cmd->unit, NULL, from_us))
		return "không làm thay được: người vắng mặt không có việc ở đơn vị này";
	if (strcmp(cmd->officer, cmd->deputy) == 0)
		return "không làm thay được: hãy chọn một người khác";
	if (!lt_directory_is_near(directory, cmd->deputy, cmd->unit, from_us))
		return "không làm thay được: người làm thay phải thuộc cùng cơ quan";
	if (cmd->to_us <= from_us || cmd->to_us - from_us > LT_DEPUTY_LASTS_US ||
	    from_us - p->now_us > LT_DEPUTY_AHEAD_US)
		return "không làm thay được: đến ngày phải sau từ ngày và sau hôm nay, nhiều nhất "
		       "một năm";
	if (!*cmd->note)
		return "không làm thay được: phải ghi văn bản cử hoặc lý do";
	return NULL;
}

int lt_order_deputy(struct lt_publishing *p, const Lt__NameDeputy *cmd, struct lt_err *err)
{
	const struct lt_directory *directory;
	Lt__Event event = LT__EVENT__INIT;
	Lt__DeputyNamed named = LT__DEPUTY_NAMED__INIT;
	Lt__Deputy deputy = LT__DEPUTY__INIT;
	int64_t from_us = cmd->from_us > p->now_us ? cmd->from_us : p->now_us;
	int r = lt_registry_directory(p->registry, p->now_us, &directory, err);
	if (r < 0)
		return r;
	const char *flaw = flaw_of(p, directory, cmd, from_us);
	if (flaw)
		return refuse(p, flaw);
	deputy.number = p->n + 1;
	deputy.officer = cmd->officer;
	deputy.deputy = cmd->deputy;
	deputy.unit = cmd->unit;
	deputy.from_us = from_us;
	deputy.to_us = cmd->to_us;
	deputy.note = cmd->note;
	deputy.named_by = p->actor->id;
	deputy.named_us = p->now_us;
	named.deputy = &deputy;
	event.body_case = LT__EVENT__BODY_DEPUTY_NAMED;
	event.deputy_named = &named;
	return lt_publishing_emit(p, &event);
}

int lt_order_deputy_end(struct lt_publishing *p, const Lt__EndDeputy *cmd, struct lt_err *err)
{
	const struct lt_directory *directory;
	Lt__Event event = LT__EVENT__INIT;
	Lt__DeputyEnded ended = LT__DEPUTY_ENDED__INIT;
	Lt__Deputy *deputy;
	int r = lt_registry_directory(p->registry, p->now_us, &directory, err);
	if (r == 0)
		r = lt_deputy_stored(p->registry->state, cmd->number, p->arena, &deputy, err);
	if (r == LT_E_ABSENT)
		return refuse(p, "không làm thay được: không có việc làm thay nào như vậy");
	if (r < 0)
		return r;
	if (!decides(p, directory, deputy->officer, deputy->unit))
		return refuse(
			p,
			"không làm thay được: chỉ người vắng mặt hoặc thủ trưởng đơn vị cho thôi");
	if (deputy->to_us <= p->now_us)
		return 0; /* over already: nothing new to record */
	ended.number = cmd->number;
	event.body_case = LT__EVENT__BODY_DEPUTY_ENDED;
	event.deputy_ended = &ended;
	return lt_publishing_emit(p, &event);
}
