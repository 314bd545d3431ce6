// The logic of steps, where a campaign has any.
import { extras } from "../../extras";
import "../answers";
import { factsOf } from "./facts";
import { run } from "./run";

const ANSWER = { en: "Please answer this.", ko: "이 질문에 답해 주세요." };

extras.think = (drawn, scene, { logic = [] }, readings, mend) => {
  const known = factsOf(scene.path);
  const given = { ...known };
  for (const [{ id }, { value, subscription }] of readings) given[`answer.${id}`] = value ?? subscription?.email;
  const { facts, jump } = run(logic, given);
  const isMissing = ({ id }: { id: string }) => facts[`required.${id}`] && facts[`answer.${id}`] == null;
  const missing = drawn.find(([block, { read }]) => read && isMissing(block));
  if (missing) {
    mend(missing[1].element, scene.say(ANSWER), scene);
    return true;
  }
  Object.assign(known, facts);
  scene.jump = jump;
  return false;
};
