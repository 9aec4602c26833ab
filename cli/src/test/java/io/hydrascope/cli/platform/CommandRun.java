package io.hydrascope.cli.platform;

import io.hydrascope.cli.Hydrascope;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One command line in this process, and what it said. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Hydrascope.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return new CommandRun(commandLine.execute(arguments), out.toString(), err.toString());
  }
}
