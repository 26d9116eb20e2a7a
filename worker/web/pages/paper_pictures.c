/* SPDX-License-Identifier: EUPL-1.2 */
/* First pages of scans as pictures, for whom the scans are:
 *
 *   GET /ho-so/:/giay/:/nho, /xem   of a dossier's paper: small, large
 *   GET /tai-len/:/nho, /xem        of what this person has sent and no dossier has yet
 *
 * A picture that is being made is waited for; where none can be made the answer says so, itself a
 * picture: it stands where one is expected. */
#include <string.h>

#include "proto/papers/uploads.h"
#include "worker/web/files.h"
#include "worker/web/pages/papers.h"

#define PATIENCE_US (30 * LT_US_PER_SECOND)

/* -- the answers -- */

static void say(struct lt_view *v, unsigned status, const char *text)
{
	const char *svg = lt_arena_printf(
		v->arena,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"40\">"
		"<text x=\"4\" y=\"25\" font-family=\"sans-serif\" font-size=\"14\">%s</text>"
		"</svg>",
		text);
	v->response->status = status;
	v->response->type = "image/svg+xml";
	v->response->policy = lt_papers_shut_in;
	v->response->body = lt_slice_str(svg ? svg : "");
}

/* @return true: the picture is the answer */
static bool show(struct lt_view *v, struct lt_beside_spot spot, enum lt_beside what)
{
	struct lt_paper_file file = {.fd = -1};
	int r = v->request->waited_us ? lt_previews_find(v->web->previews, &spot, what, &file)
				      : lt_previews_get(v->web->previews, &spot, what, &file);
	if (r == 0) {
		v->response->type = lt_paper_media(file.type);
		v->response->policy = lt_papers_shut_in;
		v->response->file = file.fd;
		v->response->file_size = file.size;
		return true;
	}
	if (r == LT_E_BUSY && v->request->waited_us < PATIENCE_US)
		v->response->wait_us = PATIENCE_US - v->request->waited_us;
	else if (r == LT_E_BUSY)
		say(v, 503, LT_SAY(v, "Hình đang được tạo", "Being made"));
	else
		say(v, 404, LT_SAY(v, "Không xem trước được tệp này", "No preview of this file"));
	return false;
}

/* -- of a dossier -- */

static void of_dossier(struct lt_view *v, enum lt_beside what)
{
	Lt__FetchReply *reply;
	const Lt__Paper *p = lt_papers_wanted(v, &reply);
	if (!p)
		return;
	bool there = show(v, lt_beside_paper(p->hash.data), what);
	if (there && what == LT_BESIDE_LARGE) /* the small one is a part of the page */
		lt_view_looked(v, reply->dossier->code,
			       lt_arena_printf(v->arena, "xem trang đầu giấy tờ %s", p->id));
}

static void small_of_dossier(struct lt_view *v)
{
	of_dossier(v, LT_BESIDE_SMALL);
}

static void large_of_dossier(struct lt_view *v)
{
	of_dossier(v, LT_BESIDE_LARGE);
}

/* -- of an upload -- */

static void of_upload(struct lt_view *v, enum lt_beside what)
{
	struct lt_upload upload;
	if (lt_upload_parse(lt_files_owner(v->session.account), v->parameter, &upload))
		(void)show(v, lt_beside_upload(&upload), what);
	else
		say(v, 404, LT_SAY(v, "Không có tệp này", "No such file"));
}

static void small_of_upload(struct lt_view *v)
{
	of_upload(v, LT_BESIDE_SMALL);
}

static void large_of_upload(struct lt_view *v)
{
	of_upload(v, LT_BESIDE_LARGE);
}

/* -- on pages -- */

static void link_picture(struct lt_view *v, const char *place, const char *name)
{
	lt_html(&v->html,
		"<a class=\"page\" href=\"%s/xem\"><img src=\"%s/nho\" alt=\"%s %s\" "
		"loading=\"lazy\"></a>",
		place, place, LT_SAY(v, "Trang đầu của", "First page of"), name);
}

static bool can_be_shown(struct lt_view *v, struct lt_beside_spot spot, const char *media)
{
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	if (!lt_previews_takes(lt_paper_of_media(media)))
		return false;
	int r = lt_previews_get(v->web->previews, &spot, LT_BESIDE_SMALL, &file);
	return r == 0 || r == LT_E_BUSY;
}

void lt_papers_picture(struct lt_view *v, const char *code, const Lt__PaperLine *line)
{
	const Lt__Paper *p = line->paper;
	struct lt_err none = {0};
	uint64_t size;
	if (!p || p->hash.len != LT_HASH_BYTES ||
	    lt_papers_find(v->web->papers, p->hash.data, &size, &none) < 0 ||
	    !can_be_shown(v, lt_beside_paper(p->hash.data), p->media))
		return;
	const char *place = lt_arena_printf(v->arena, "/ho-so/%s/giay/%s", code, line->id);
	if (place)
		link_picture(v, place, line->name);
}

void lt_papers_held_picture(struct lt_view *v, const char *number, const char *media)
{
	struct lt_upload upload;
	if (!lt_upload_parse(lt_files_owner(v->session.account), number, &upload) ||
	    !can_be_shown(v, lt_beside_upload(&upload), media))
		return;
	const char *place = lt_arena_printf(v->arena, "/tai-len/%s", number);
	if (place)
		link_picture(v, place, LT_SAY(v, "tệp đã có", "the file held"));
}

const struct lt_route lt_routes_paper_pictures[] = {
	{LT_HTTP_GET, "/ho-so/:/giay/:/nho", LT_NEEDS_PERSON, small_of_dossier},
	{LT_HTTP_GET, "/ho-so/:/giay/:/xem", LT_NEEDS_PERSON, large_of_dossier},
	{LT_HTTP_GET, "/tai-len/:/nho", LT_NEEDS_PERSON, small_of_upload},
	{LT_HTTP_GET, "/tai-len/:/xem", LT_NEEDS_PERSON, large_of_upload},
	{0, NULL, 0, NULL},
};
