/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/survey.h"

#include "proto/base/log.h"

static void *look_through(void *argument)
{
	struct lt_survey *survey = argument;
	survey->result = lt_store_check_open(survey->store, &survey->stop, &survey->err);
	atomic_store(&survey->over, true);
	survey->wake(survey->owner);
	return NULL;
}

int lt_survey_start(struct lt_survey *survey, struct lt_store *store, void (*wake)(void *owner),
		    void *owner, struct lt_err *err)
{
	survey->store = store;
	survey->wake = wake;
	survey->owner = owner;
	survey->started = pthread_create(&survey->thread, NULL, look_through, survey) == 0;
	return survey->started ? 0 : lt_err_set(err, LT_E_NOMEM, "survey thread");
}

int lt_survey_result(struct lt_survey *survey, struct lt_err *err)
{
	if (!survey->started || !atomic_load(&survey->over))
		return 0;
	lt_survey_stop(survey);
	if (survey->result == 0)
		lt_log(LT_LOG_INFO, "coordinator", 0, surveyed, "state.mdb is whole");
	else if (survey->result != LT_E_DAMAGED)
		lt_log(LT_LOG_WARN, "coordinator", 0, surveyed, "%s", survey->err.text);
	return survey->result == LT_E_DAMAGED
		       ? lt_err_set(err, LT_E_DAMAGED, "%s", survey->err.text)
		       : 0;
}

void lt_survey_stop(struct lt_survey *survey)
{
	if (!survey->started)
		return;
	atomic_store(&survey->stop, true);
	(void)pthread_join(survey->thread, NULL);
	survey->started = false;
}
