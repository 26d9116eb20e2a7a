/* SPDX-License-Identifier: EUPL-1.2 */
static void test_bad__well_named__passes(void **state)
{
	(void)state;
}

static void test_bad__half_a_name(void **state)
{
	(void)state;
}
