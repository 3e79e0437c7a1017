/**
 * Between the JSON of the server and the bytes of the browser. Newer browsers have functions
 * for it; those on a clinic's older machines do not.
 */

type Json = Record<string, unknown>;
type Described = { id: string; type: "public-key"; transports?: AuthenticatorTransport[] };

export function toBytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

export function toText(bytes: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What the device is asked to make: a passkey, which it finds again without a name typed. */
export function creationOptions(json: Json): PublicKeyCredentialCreationOptions {
  const said = json as unknown as PublicKeyCredentialCreationOptions;
  const user = said.user as unknown as { id: string };
  return {
    ...said,
    challenge: toBytes(json.challenge as string),
    user: { ...said.user, id: toBytes(user.id) },
    excludeCredentials: described(json.excludeCredentials),
    authenticatorSelection: {
      ...said.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  };
}

export function requestOptions(json: Json): PublicKeyCredentialRequestOptions {
  return {
    ...(json as unknown as PublicKeyCredentialRequestOptions),
    challenge: toBytes(json.challenge as string),
    allowCredentials: described(json.allowCredentials),
  };
}

/** Made or used: what the server checks. */
export function answerOf(credential: PublicKeyCredential): Json {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: partsOf(credential.response),
  };
}

function partsOf(response: AuthenticatorResponse): Json {
  const clientDataJSON = toText(response.clientDataJSON);
  if ("attestationObject" in response) {
    const made = response as AuthenticatorAttestationResponse;
    return {
      clientDataJSON,
      attestationObject: toText(made.attestationObject),
      transports: made.getTransports?.() ?? [],
    };
  }
  const used = response as AuthenticatorAssertionResponse;
  return {
    clientDataJSON,
    authenticatorData: toText(used.authenticatorData),
    signature: toText(used.signature),
    userHandle: used.userHandle && toText(used.userHandle),
  };
}

function described(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Described[]).map((each) => ({ ...each, id: toBytes(each.id) }));
}
