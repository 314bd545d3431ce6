// The logic of steps, where a campaign has any.
import { extras } from "../../extras";
import "../answers";
import { own } from "../own";
import { factsOf } from "./facts";
import { run } from "./run";

const ANSWER = own("answer");

extras.think = (scene, { logic = [] }, readings) => {
  const known = factsOf(scene.path);
  const given = { ...known };
  for (const [{ id }, { value, subscription }] of readings) given[`answer.${id}`] = value ?? subscription?.email;
  const { facts, jump } = run(logic, given);
  for (const [{ id, type }, reading] of readings)
    if (facts[`required.${id}`] && facts[`answer.${id}`] == null && type !== "hidden") reading.error ??= ANSWER;
  if (readings.some(([, { error, beside }]) => error ?? beside?.[1].error)) return;
  Object.assign(known, facts);
  scene.jump = jump;
};
