/**
 * Signing in gives a new token; a page that stood open meanwhile asks for it, and goes on.
 */
export async function freshToken(url: string): Promise<string | "signed-out" | null> {
  try {
    const response = await fetch(url, {
      redirect: "manual", // to the sign-in page: then nobody is signed in
      headers: { Accept: "application/json" },
    });
    if (response.type === "opaqueredirect" || response.status === 401) return "signed-out";
    if (!response.ok) return null;
    const said = (await response.json()) as { csrf?: unknown };
    if (typeof said.csrf !== "string") return null;
    const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
    if (meta) meta.content = said.csrf;
    return said.csrf;
  } catch {
    return null;
  }
}
