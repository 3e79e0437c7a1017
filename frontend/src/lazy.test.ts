import { Application, Controller } from "@hotwired/stimulus";
import { afterEach, describe, expect, it } from "vitest";
import { identifierOf, loadControllersOnDemand } from "./lazy";

const applications: Application[] = [];

function start(available: Parameters<typeof loadControllersOnDemand>[1]): void {
  const application = Application.start();
  applications.push(application);
  loadControllersOnDemand(application, available);
}

afterEach(() => {
  for (const application of applications.splice(0)) application.stop();
  document.body.replaceChildren();
});

async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
}

function greeter() {
  const load = { count: 0 };
  class Greeter extends Controller {
    override connect(): void {
      this.element.textContent = "hello";
    }
  }
  const chunk = async () => {
    load.count += 1;
    return { default: Greeter };
  };
  return { load, chunk };
}

describe("identifierOf", () => {
  it("is the file's name in Stimulus' spelling", () => {
    expect(identifierOf("./controllers/note_editor_controller.ts")).toBe("note-editor");
  });
});

describe("controllers on demand", () => {
  it("start where the page names them, and are fetched once", async () => {
    const { load, chunk } = greeter();
    document.body.innerHTML =
      '<p data-controller="other greeter"></p><i data-controller="greeter"></i>';

    start({ "./controllers/greeter_controller.ts": chunk });
    await settle();

    expect(document.body.textContent).toBe("hellohello");
    expect(load.count).toBe(1);
  });

  it("are not fetched by pages that do not name them", async () => {
    const { load, chunk } = greeter();

    start({ "./controllers/greeter_controller.ts": chunk });
    await settle();

    expect(load.count).toBe(0);
  });

  it("start on what a fragment brings later", async () => {
    const { chunk } = greeter();
    start({ "./controllers/greeter_controller.ts": chunk });

    document.body.innerHTML = '<div><p data-controller="greeter"></p></div>';
    await settle();

    expect(document.body.textContent).toBe("hello");
  });

  it("are tried again after the network failed", async () => {
    const { chunk } = greeter();
    let fails = true;
    start({
      "./controllers/greeter_controller.ts": () =>
        fails ? Promise.reject(new Error()) : chunk(),
    });
    document.body.innerHTML = '<p data-controller="greeter"></p>';
    await settle();

    fails = false;
    document.body.append(document.createElement("hr"));
    document.body.insertAdjacentHTML("beforeend", '<p data-controller="greeter"></p>');
    await settle();

    expect(document.body.textContent).toBe("hellohello");
  });
});
