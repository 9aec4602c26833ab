package io.hydrascope.embedded.clickhouse;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Linux' Landlock: takes all files but the named ones, and from version 4 on all TCP ports but one,
 * from this thread and from the threads that it begins, for good. Nothing can be executed
 * afterwards.
 *
 * <p>The numbers are those of {@code linux/landlock.h}, the same on every processor.
 */
final class Landlock implements AutoCloseable {
  private static final int CREATE_RULESET = 444;
  private static final int ADD_RULE = 445;
  private static final int RESTRICT_SELF = 446;
  private static final int ASK_VERSION = 1;
  private static final int RULE_OF_PATH = 1;
  private static final int RULE_OF_PORT = 2;
  private static final int NO_NEW_PRIVILEGES = 38;
  private static final int OPEN_AS_PLACE = 0x280000; // O_PATH | O_CLOEXEC

  private static final long WRITE_FILE = 1 << 1;
  private static final long READ_FILE = 1 << 2;
  private static final long READ_FOLDER = 1 << 3;
  private static final long REMOVE = 1 << 4 | 1 << 5;
  private static final long MAKE = 1 << 7 | 1 << 8 | 1 << 12; // folders, files, links
  private static final long MOVE_BETWEEN_FOLDERS = 1 << 13;
  private static final long TRUNCATE = 1 << 14;
  private static final long FILE_RIGHTS = WRITE_FILE | READ_FILE | TRUNCATE;
  private static final long READ = READ_FILE | READ_FOLDER;
  private static final long WRITE =
      READ | WRITE_FILE | REMOVE | MAKE | MOVE_BETWEEN_FOLDERS | TRUNCATE;
  private static final long ALL_OF_VERSION_2 = (1 << 14) - 1;
  private static final long BIND = 1;
  private static final long CONNECT = 2;

  /** Before it, no folder's file could be moved into another one. */
  private static final int LEAST_VERSION = 2;

  private static final int VERSION_WITH_TRUNCATE = 3;
  private static final int VERSION_WITH_PORTS = 4;

  private final Function call;
  private final NativeLibrary library;
  private final int version;
  private final long rights;
  private final int rules;

  private Landlock(NativeLibrary library, Function call, int version) {
    this.library = library;
    this.call = call;
    this.version = version;
    rights = version < VERSION_WITH_TRUNCATE ? ALL_OF_VERSION_2 : ALL_OF_VERSION_2 | TRUNCATE;
    try (Memory attributes = new Memory(2L * Long.BYTES)) {
      attributes.setLong(0, rights);
      attributes.setLong(Long.BYTES, BIND | CONNECT);
      int bytes = version < VERSION_WITH_PORTS ? Long.BYTES : 2 * Long.BYTES;
      rules = call("landlock_create_ruleset", CREATE_RULESET, attributes, (long) bytes, 0L);
    }
  }

  /**
   * Rules that allow nothing yet.
   *
   * @throws NoLandlockException if this kernel has none, or a container forbids it
   */
  static Landlock begin() throws NoLandlockException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new NoLandlockException(System.getProperty("os.name") + " has no Landlock");
    }
    NativeLibrary library = NativeLibrary.getInstance("c");
    Function call = library.getFunction("syscall");
    long version =
        call.invokeLong(new Object[] {(long) CREATE_RULESET, null, 0L, (long) ASK_VERSION});
    if (version < LEAST_VERSION) {
      String cause = version < 0 ? "error " + Native.getLastError() : "version " + version;
      throw new NoLandlockException(
          "this kernel or container has no Landlock of version %d or later (%s)"
              .formatted(LEAST_VERSION, cause));
    }
    return new Landlock(library, call, (int) version);
  }

  int version() {
    return version;
  }

  private boolean hasPorts() {
    return version >= VERSION_WITH_PORTS;
  }

  /** What is not there is left out. */
  void allowRead(Path path) {
    allow(path, READ);
  }

  /** Files may be made, changed and removed there; nothing can be executed. */
  void allowWrite(Path path) {
    allow(path, WRITE);
  }

  private void allow(Path path, long wanted) {
    if (!Files.exists(path)) {
      return;
    }
    long allowed = rights & (Files.isDirectory(path) ? wanted : wanted & FILE_RIGHTS);
    int place =
        library.getFunction("open").invokeInt(new Object[] {path.toString(), OPEN_AS_PLACE});
    if (place < 0) {
      throw new IllegalStateException(
          "%s cannot be opened (error %d)".formatted(path, Native.getLastError()));
    }
    try (Memory rule = new Memory(Long.BYTES + Integer.BYTES)) {
      rule.setLong(0, allowed);
      rule.setInt(Long.BYTES, place);
      call("landlock_add_rule", ADD_RULE, (long) rules, (long) RULE_OF_PATH, rule, 0L);
    } finally {
      close(place);
    }
  }

  /** Where the kernel can take ports away, no other one can be listened on, and none be called. */
  void allowListening(int port) {
    if (!hasPorts()) {
      return;
    }
    try (Memory rule = new Memory(2L * Long.BYTES)) {
      rule.setLong(0, BIND);
      rule.setLong(Long.BYTES, port);
      call("landlock_add_rule", ADD_RULE, (long) rules, (long) RULE_OF_PORT, rule, 0L);
    }
  }

  /** From here on; there is no way back. */
  void confineThisThread() {
    int done =
        library.getFunction("prctl").invokeInt(new Object[] {NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L});
    if (done != 0) {
      throw new IllegalStateException("prctl failed with error " + Native.getLastError());
    }
    int unused = call("landlock_restrict_self", RESTRICT_SELF, (long) rules, 0L);
  }

  private int call(String name, int number, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = (long) number;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    long result = call.invokeLong(all);
    if (result < 0) {
      throw new IllegalStateException(
          "%s failed with error %d".formatted(name, Native.getLastError()));
    }
    return (int) result;
  }

  private void close(int descriptor) {
    int unused = library.getFunction("close").invokeInt(new Object[] {descriptor});
  }

  @Override
  public void close() {
    close(rules);
  }
}
