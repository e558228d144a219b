import { regions } from "../../../generated/regions.js";
import type { MockProject } from "../options/mockOptions.js";
import { sandboxProjectId } from "../options/sandboxDefaults.js";
import type { Settings } from "../options/settings.js";

/** The projects of a name; without a name all of them. */
export function projectsNamed(
  name: string | undefined,
  { projects, projectId }: Settings,
): readonly MockProject[] {
  if (projects !== undefined)
    return projects.filter((project) => name === undefined || project.name === name);
  const [region = ""] = (name ?? DEFAULT_NAME).split("_");
  if (!regions.includes(region)) return [];
  return [{ id: projectId ?? sandboxProjectId, name: name ?? DEFAULT_NAME }];
}

const DEFAULT_NAME = "cn-north-4";

/** The project of an id. A sandbox that lets every project send has every project. */
export function projectOf(id: string, settings: Settings): MockProject | undefined {
  if (settings.projects === undefined && settings.projectId === undefined) return { id, name: DEFAULT_NAME };
  return projectsNamed(undefined, settings).find((project) => project.id === id);
}
