/* The questionnaire on a weak network; the page works without it. */
"use strict";
