/* SPDX-License-Identifier: EUPL-1.2 */
static int first(int x)
{
	x += 1;
	x += 2;
	if (x > 3) {
		x += 4;
	}
	x += 5;
	return x + 6;
}

static int second(int x)
{
	/* five lines alike are no twin: */
	x -= 1;
	x -= 2;
	x -= 3;
	x -= 4;
	x -= 5;
	return x + 7;
}

static int third(int x)
{
	x -= 1;
	x -= 2;
	x -= 3;
	x -= 4;
	x -= 5;
	return x + 8;
}

static int fourth(int y, int x)
{
	y -= 1;

	x += 1;
	x += 2;
	if (x > 3)
	{
		x += 4; /* the comment makes another line of it */
	}
	x += 1;
	x += 2;
	if (x > 3) {

		x += 4;
	}
	x += 5;
	return x + 6;
}
