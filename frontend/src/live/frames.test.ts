import { describe, expect, it } from "vitest";
import { parseFrame } from "./frames";

describe("a frame", () => {
  it("is taken when it has its shape, and nothing beside it is", () => {
    expect(parseFrame('{"type":"event","seq":3,"annotation":{"body":"<b>"}}')).toEqual({
      type: "event",
      seq: 3,
    });
    expect(parseFrame('{"type":"revoked"}')).toEqual({ type: "revoked", reason: "" });
    expect(parseFrame('{"type":"revoked","reason":"signed_out"}')).toEqual({
      type: "revoked",
      reason: "signed_out",
    });
  });

  it("is nothing otherwise", () => {
    const wrong = ["", "[]", "null", '{"type":"event"}', '{"type":"event","seq":-1}', "{"];
    const odd = ['{"type":"event","seq":"3"}', '{"type":"eval","code":"1"}', 7, null];

    expect([...wrong, ...odd].map(parseFrame)).toEqual(Array(10).fill(null));
  });

  it("names people as text alone", () => {
    const said = '{"type":"presence","people":[{"id":"1","name":"Jo","role":"supervisee"},{}]}';

    expect(parseFrame(said)).toEqual({
      type: "presence",
      people: [{ id: "1", name: "Jo", role: "supervisee", typing: false }],
    });
  });

  it("points at a passage or a thread, and at nothing else", () => {
    const person = { id: "1", name: "Ruth", role: "supervisor" };
    const said = (place: object) =>
      parseFrame(JSON.stringify({ type: "point", person, ...place }));

    expect(said({ number: 1, start: 2, end: 5 })).toEqual({
      type: "point",
      person: { ...person, typing: false },
      place: { number: 1, start: 2, end: 5 },
    });
    expect(said({ number: 1, thread: "t" })).toMatchObject({ place: { thread: "t" } });
    expect([said({ number: 1 }), said({ start: 2, end: 5 })]).toEqual([null, null]);
    expect(parseFrame('{"type":"point","number":1,"thread":"t"}')).toBeNull();
  });
});
