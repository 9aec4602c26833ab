package io.hydrascope.platform;

import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.BlockLetter;
import io.hydrascope.storage.insert.RejectedInsertException;
import io.hydrascope.storage.insert.RetryableInsertException;
import java.io.IOException;

/** Inserts blocks that were set aside. */
public final class BlocksAgain implements DeadLetters.Blocks {
  private final Server server;

  /** Finds the server once there is a block for it. */
  public interface Server {
    /** With the right to insert. */
    ClickHouseEndpoint find() throws IOException;
  }

  public BlocksAgain(Server server) {
    this.server = server;
  }

  @Override
  public void insert(BlockLetter letter) throws IOException {
    try (BlockInserter inserter = new BlockInserter(server.find())) {
      inserter.insert(letter.block(), letter.token());
    } catch (RejectedInsertException e) {
      throw new BadInputException(
          "ClickHouse refuses it still; mend the table, or the rows with --value: "
              + e.getMessage());
    } catch (RetryableInsertException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
