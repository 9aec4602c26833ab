package io.hydrascope.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** One command line that ran in this process, as a script would have seen it. */
record TestingCommand(int exitCode, String out, String err) {

  static TestingCommand run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Hydrascope.commandLine()
            .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new TestingCommand(exitCode, out.toString(), err.toString());
  }
}
