import { TRIGGERS } from ".";

TRIGGERS.page_load = (_, fire) => fire();
