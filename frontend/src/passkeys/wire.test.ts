import { describe, expect, it } from "vitest";
import { answerOf, creationOptions, requestOptions, toBytes, toText } from "./wire";

const bytes = (...numbers: number[]): ArrayBuffer => Uint8Array.from(numbers).buffer;

describe("bytes as text", () => {
  it.each([[[]], [[0]], [[251, 255, 190]], [[1, 2, 3, 4]]])("comes back: %j", (numbers) => {
    expect(toBytes(toText(bytes(...numbers)))).toEqual(bytes(...numbers));
  });

  it("is safe in an address and has no filling", () => {
    expect(toText(bytes(251, 255))).toBe("-_8");
  });
});

describe("what the device is asked", () => {
  it("is to make a passkey that checks its owner", () => {
    const asked = creationOptions({
      challenge: "AQI",
      user: { id: "Aw", name: "ada@example.org", displayName: "Ada" },
      excludeCredentials: [{ id: "BA", type: "public-key" }],
      authenticatorSelection: { residentKey: "discouraged" },
    });

    expect(asked.challenge).toEqual(bytes(1, 2));
    expect(asked.user).toEqual({ id: bytes(3), name: "ada@example.org", displayName: "Ada" });
    expect(asked.excludeCredentials).toEqual([{ id: bytes(4), type: "public-key" }]);
    expect(asked.authenticatorSelection).toEqual({
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  });

  it("is to use one, whichever it is", () => {
    const asked = requestOptions({ challenge: "AQI", rpId: "example.org" });

    expect(asked).toEqual({
      challenge: bytes(1, 2),
      rpId: "example.org",
      allowCredentials: [],
    });
  });
});

describe("what the device answers", () => {
  const credential = (response: object): PublicKeyCredential =>
    ({
      id: "AQ",
      rawId: bytes(1),
      type: "public-key",
      authenticatorAttachment: "platform",
      getClientExtensionResults: () => ({}),
      response,
    }) as unknown as PublicKeyCredential;

  it("holds a new passkey", () => {
    const response = { clientDataJSON: bytes(2), attestationObject: bytes(3) };

    expect(answerOf(credential(response)).response).toEqual({
      clientDataJSON: "Ag",
      attestationObject: "Aw",
      transports: [],
    });
  });

  it("holds a signature, and whose it is where the device says so", () => {
    const response = {
      clientDataJSON: bytes(2),
      authenticatorData: bytes(3),
      signature: bytes(4),
      userHandle: null,
    };

    expect(answerOf(credential(response))).toMatchObject({
      rawId: "AQ",
      response: {
        clientDataJSON: "Ag",
        authenticatorData: "Aw",
        signature: "BA",
        userHandle: null,
      },
    });
  });
});
