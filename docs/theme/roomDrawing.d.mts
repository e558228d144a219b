/** Draws which room of the sources imports which, as an SVG that is the same for the same sources. */
export declare function drawRooms(): Promise<string>;
