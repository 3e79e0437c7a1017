import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { News } from "./news";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function listened() {
  const said: string[] = [];
  return { said, news: new News((sentence) => said.push(sentence)) };
}

describe("news", () => {
  it("are one sentence when there is one thing, however often it is told", () => {
    const { said, news } = listened();
    news.add(["Ruth: question in thread 1."]);
    news.add(["Ruth: question in thread 1."]);
    vi.advanceTimersByTime(700);

    expect(said).toEqual(["Ruth: question in thread 1."]);
  });

  it("are bundled when many come at once", () => {
    const { said, news } = listened();
    for (let number = 1; number <= 5; number += 1) {
      news.add([`Ruth: question in thread ${number}.`]);
      vi.advanceTimersByTime(300);
    }
    vi.advanceTimersByTime(700);

    expect(said).toEqual(["5 things are new in this room."]);
  });

  it("do not wait for ever while more keeps coming", () => {
    const { said, news } = listened();
    for (let number = 0; number < 20; number += 1) {
      news.add([`Sentence ${number}.`]);
      vi.advanceTimersByTime(300);
    }

    expect(said.length).toBe(1);
  });

  it("say nothing when nothing came, or when the room was left", () => {
    const { said, news } = listened();
    news.add([]);
    news.add(["Something."]);
    news.forget();
    vi.advanceTimersByTime(5_000);

    expect(said).toEqual([]);
  });
});
