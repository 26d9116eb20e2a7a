/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/definition.h"

#include <string.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/sources.h"

/* -- as a server published it -- */

static int fetch_source(struct lt_session *s, const ProtobufCBinaryData *hash, struct lt_slice *ret,
			struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.hash = *hash;
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r == 0)
		*ret = lt_slice_str(reply->source);
	return r;
}

/* The newest of a code, or the one whose hash begins so. */
static const Lt__ProcedureInfo *pick(const Lt__FetchReply *all, const char *name)
{
	const Lt__ProcedureInfo *found = NULL;
	for (size_t i = 0; i < all->n_procedures; i++) {
		const Lt__ProcedureInfo *p = all->procedures[i];
		char hash[2 * LT_HASH_BYTES + 1] = "";
		if (p->hash.len == LT_HASH_BYTES)
			(void)lt_hex(lt_slice(p->hash.data, p->hash.len), hash);
		bool named = strcmp(p->code, name) == 0 ||
			     (strlen(name) >= 6 && strncmp(hash, name, strlen(name)) == 0);
		if (named && (!found || p->from_us >= found->from_us))
			found = p;
	}
	return found;
}

/* An override's base is the published file with which it has the hash that is listed. */
static int load_published(struct lt_tool *tool, struct lt_session *s, const Lt__FetchReply *all,
			  const Lt__ProcedureInfo *p, struct lt_procedure *ret, struct lt_err *err)
{
	struct lt_slice source, base = {0};
	int r = fetch_source(s, &p->hash, &source, err);
	if (r < 0)
		return r;
	if (lt_source_kind(source) != LT_SOURCE_OVERRIDE)
		return lt_host_load(source, p->code, base, ret->directory, &tool->arena,
				    &ret->findings, &ret->definition, err);
	for (size_t i = 0; i < all->n_procedures; i++) {
		const Lt__ProcedureInfo *other = all->procedures[i];
		if (strcmp(other->code, p->code) != 0 || other == p)
			continue;
		r = fetch_source(s, &other->hash, &base, err);
		if (r < 0)
			return r;
		if (lt_host_load(source, p->code, base, ret->directory, &tool->arena,
				 &ret->findings, &ret->definition, err) == 0 &&
		    memcmp(ret->definition->hash, p->hash.data, LT_HASH_BYTES) == 0)
			return 0;
		lt_definition_free(ret->definition);
		ret->definition = NULL;
	}
	return lt_err_set(err, LT_E_ABSENT, "%s: không tìm thấy bản gốc của phần riêng này",
			  p->code);
}

static int read_published(struct lt_tool *tool, const char *name, struct lt_procedure *ret,
			  struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *all;
	int r = lt_session_open(tool, &s, err);
	if (r < 0)
		return lt_err_wrap(err, r, "không có tệp %s; tìm trong máy chủ", name);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	r = lt_session_fetch(&s, &fetch, &all, err);
	const Lt__ProcedureInfo *p = r == 0 ? pick(all, name) : NULL;
	if (r == 0 && !p)
		r = lt_err_set(err, LT_E_ABSENT,
			       "không có tệp %s, cũng không có thủ tục đã công bố mang mã hay mã "
			       "băm ấy; xem lienthong procedures",
			       name);
	return r == 0 ? load_published(tool, &s, all, p, ret, err) : r;
}

/* -- from a file -- */

static void tell(struct lt_tool *tool, const struct lt_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct lt_finding *f = &findings->items[i];
		if (!f->warning)
			(void)fprintf(tool->errors, "%s:%d: %s: %s; %s\n", f->file, f->line,
				      f->rule, f->message, f->remedy);
	}
}

static int read_file(struct lt_tool *tool, const struct lt_wanted *wanted, struct lt_procedure *ret,
		     struct lt_err *err)
{
	struct lt_slice source, base = {0};
	int r = lt_args_file(tool, wanted->name, LT_SOURCE_BYTES_MAX, &source, err);
	if (r == 0 && wanted->base)
		r = lt_args_file(tool, wanted->base, LT_SOURCE_BYTES_MAX, &base, err);
	if (r < 0)
		return r;
	r = lt_host_load(source, wanted->name, base, ret->directory, &tool->arena, &ret->findings,
			 &ret->definition, err);
	if (r < 0)
		tell(tool, &ret->findings);
	return r;
}

int lt_procedure_read(struct lt_tool *tool, const struct lt_wanted *wanted,
		      struct lt_procedure *ret, struct lt_err *err)
{
	struct lt_slice text;
	int r = 0;
	*ret = (struct lt_procedure){0};
	if (wanted->directory)
		r = lt_args_file(tool, wanted->directory, LT_SOURCE_BYTES_MAX, &text, err);
	if (r == 0 && wanted->directory)
		r = lt_host_load_directory(text, wanted->directory, &ret->directory, err);
	if (r < 0)
		return r;
	return access(wanted->name, F_OK) == 0 ? read_file(tool, wanted, ret, err)
					       : read_published(tool, wanted->name, ret, err);
}

void lt_procedure_done(struct lt_procedure *procedure)
{
	lt_definition_free(procedure->definition);
	lt_directory_free(procedure->directory);
	*procedure = (struct lt_procedure){0};
}
