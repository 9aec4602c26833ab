package io.hydrascope.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.testkit.TestingTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's own Chromium without a window. It shows a page in a frame and measures it. */
final class TestingChromium {
  private static final Pattern MEASURED =
      Pattern.compile("<pre id=\"measured\">(.*?)</pre>", Pattern.DOTALL);
  private static final long LONGEST_SECONDS = 60;

  /** A page in a frame, since a window cannot be as narrow as a telephone. */
  private static final String FRAME =
      """
      <!DOCTYPE html><meta charset="utf-8"><pre id="measured"></pre>
      <iframe src="%s" width="%d" height="800" style="border:0"></iframe>
      <script>
        addEventListener("message", event => {
          document.getElementById("measured").textContent = event.data;
        });
      </script>
      """;

  private static final String MEASURE =
      """
      <script>
        addEventListener("load", () => {
          const box = node => {
            const r = node.getBoundingClientRect();
            return {left: r.left, top: r.top, right: r.right, bottom: r.bottom};
          };
          const pictures = [...document.querySelectorAll("svg")].map(svg => ({
            label: svg.getAttribute("aria-label"), box: box(svg),
            texts: [...svg.querySelectorAll("text")].map(text => ({
              text: text.textContent, turned: text.hasAttribute("transform"), box: box(text)}))}));
          const root = document.documentElement;
          parent.postMessage(JSON.stringify({
            width: root.clientWidth, needed: root.scrollWidth, pictures}), "*");
        });
      </script></body>
      """;

  private final String command;
  private final Path folder;

  private TestingChromium(String command, Path folder) {
    this.command = command;
    this.folder = folder;
  }

  /** Ends the calling test where none is on the PATH. */
  static TestingChromium in(Path folder) {
    Path command = TestingTool.require("chromium", "chromium", "chromium-browser", "google-chrome");
    return new TestingChromium(command.toString(), folder);
  }

  /**
   * What the page looks like in a frame of that width: {@code width} of the page and {@code needed}
   * by it, and its {@code pictures} with the boxes of their {@code texts}. Fails where the page
   * writes to the console or asks the network.
   */
  JsonNode measure(Path page, int width) throws IOException, InterruptedException {
    Path measuring = folder.resolve("measuring.html");
    Files.writeString(measuring, Files.readString(page).replace("</body>", MEASURE));
    Path frame = folder.resolve("frame.html");
    Files.writeString(frame, FRAME.formatted(measuring.toUri(), width));
    Path out = folder.resolve("dom.html");
    Path err = folder.resolve("chromium.log");
    Process process =
        new ProcessBuilder(
                command,
                "--headless",
                "--no-sandbox", // a page of our own; the sandbox does not run as root
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + folder.resolve("chromium"),
                "--enable-logging=stderr",
                "--window-size=1400,900",
                "--virtual-time-budget=5000",
                "--dump-dom",
                frame.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String log = Files.readString(err);
    assertThat(ended).as(log).isTrue();
    assertThat(log.lines()).as("console").noneMatch(line -> line.contains("CONSOLE"));
    Matcher measured = MEASURED.matcher(Files.readString(out));
    assertThat(measured.find()).as(log).isTrue();
    return JsonMapper.builder().build().readTree(measured.group(1).replace("&gt;", ">"));
  }
}
