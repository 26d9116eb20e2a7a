/* SPDX-License-Identifier: EUPL-1.2 */
/* A few dozen procedures are looked at again and again: what is drawn is kept by its content. */
#include "worker/web/picture.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "worker/web/web_own.h"

enum { KEPT_MAX = 64 };

struct kept {
	uint8_t hash[LT_HASH_BYTES]; /* of what graphviz was given */
	char *drawn;
};

struct lt_pictures {
	pthread_mutex_t lock;
	struct kept kept[KEPT_MAX];
	size_t next; /* the one that is written over next */
};

struct lt_pictures *lt_pictures_new(void)
{
	struct lt_pictures *pictures = calloc(1, sizeof *pictures);
	if (pictures)
		LT_REQUIRE(pthread_mutex_init(&pictures->lock, NULL) == 0);
	return pictures;
}

void lt_pictures_free(struct lt_pictures *pictures)
{
	if (!pictures)
		return;
	for (size_t i = 0; i < KEPT_MAX; i++)
		free(pictures->kept[i].drawn);
	(void)pthread_mutex_destroy(&pictures->lock);
	free(pictures);
}

static const char *find(struct lt_pictures *pictures, const uint8_t *hash, struct lt_arena *arena)
{
	const char *found = NULL;
	(void)pthread_mutex_lock(&pictures->lock);
	for (size_t i = 0; i < KEPT_MAX && !found; i++)
		if (pictures->kept[i].drawn &&
		    memcmp(pictures->kept[i].hash, hash, LT_HASH_BYTES) == 0)
			found = lt_arena_str(arena, pictures->kept[i].drawn);
	(void)pthread_mutex_unlock(&pictures->lock);
	return found;
}

static void keep(struct lt_pictures *pictures, const uint8_t *hash, const char *drawn)
{
	char *own = strdup(drawn);
	if (!own)
		return;
	(void)pthread_mutex_lock(&pictures->lock);
	struct kept *place = &pictures->kept[pictures->next++ % KEPT_MAX];
	free(place->drawn);
	*place = (struct kept){.drawn = own};
	memcpy(place->hash, hash, LT_HASH_BYTES);
	(void)pthread_mutex_unlock(&pictures->lock);
}

/* Two that ask at once may both draw: the same, so either may be kept. */
static int draw(struct lt_view *v, const char *dot, struct lt_slice *ret)
{
	struct lt_pictures *pictures = v->web->pictures;
	uint8_t hash[LT_HASH_BYTES];
	struct lt_err err = {0};
	lt_hash(lt_slice_str(dot), hash);
	const char *kept = find(pictures, hash, v->arena);
	if (kept) {
		*ret = lt_slice_str(kept);
		return 0;
	}
	int r = lt_picture_draw(lt_slice_str(dot), v->arena, ret, &err);
	if (r == 0)
		keep(pictures, hash, (const char *)ret->data);
	else if (r != LT_E_ABSENT)
		lt_log(LT_LOG_WARN, "web", 0, not_drawn, "%s", err.text);
	return r;
}

void lt_view_picture(struct lt_view *v, const struct lt_view_picture *picture)
{
	struct lt_picture marked = {.title = picture->title,
				    .marks = picture->marks,
				    .marks_count = picture->marks_count};
	int r = draw(v, picture->dot, &marked.drawn);
	if (r < 0)
		return lt_html(
			&v->html, "<p class=\"note\">%s</p>",
			r == LT_E_ABSENT
				? LT_SAY(v,
					 "Máy trạm này chưa có chương trình vẽ (gói graphviz); "
					 "mọi điều trong hình đều có ở bảng.",
					 "This node has no program to draw with (package "
					 "graphviz); the table says all of it.")
				: LT_SAY(v, "Chưa vẽ được hình; mọi điều trong hình đều có ở bảng.",
					 "The picture could not be drawn; the table says all of "
					 "it."));
	lt_html(&v->html, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s\">",
		picture->title);
	lt_picture_mark(&marked, &v->html.out);
	lt_html(&v->html, "</div>");
}
