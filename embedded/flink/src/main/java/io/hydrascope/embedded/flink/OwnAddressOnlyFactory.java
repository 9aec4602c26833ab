package io.hydrascope.embedded.flink;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;

/** Flink's REST server finds this as a service and asks it for a handler for each connection. */
public final class OwnAddressOnlyFactory implements InboundChannelHandlerFactory {
  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(
      Configuration configuration, Map<String, String> responseHeaders) {
    String address =
        configuration.get(RestOptions.ADDRESS) + ":" + configuration.get(RestOptions.PORT);
    return Optional.of(new AfterCodec(new OwnAddressOnly(address)));
  }

  /** Flink adds handlers of others behind the one that stores uploads: ours comes before it. */
  private static final class AfterCodec extends ChannelInboundHandlerAdapter {
    private final ChannelHandler moved;

    AfterCodec(ChannelHandler moved) {
      this.moved = moved;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      String codec = context.pipeline().context(HttpServerCodec.class).name();
      context.pipeline().addAfter(codec, null, moved);
      context.pipeline().remove(this);
    }
  }
}
