package io.hydrascope.embedded.flink;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFuture;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Answers 403 to what a browser sends for a page of somebody else: it would show the user's key
 * with it. What follows on the same connection is dropped.
 *
 * @see OwnAddressOnlyFactory
 */
final class OwnAddressOnly extends ChannelInboundHandlerAdapter {
  private final String address;
  private boolean refused;

  /**
   * @param address {@code 127.0.0.1:8081}
   */
  OwnAddressOnly(String address) {
    this.address = address;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!refused && message instanceof HttpRequest request) {
      refused = !isOwn(request);
      if (refused) {
        refuse(context);
      }
    }
    if (refused) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  private boolean isOwn(HttpRequest request) {
    return isOwn(request.headers().get(HttpHeaderNames.HOST), "")
        && isOwn(request.headers().get(HttpHeaderNames.ORIGIN), "https://");
  }

  /** A client that is no browser may leave out both. */
  private boolean isOwn(@Nullable String value, String scheme) {
    return value == null || value.toLowerCase(Locale.ROOT).equals(scheme + address);
  }

  private void refuse(ChannelHandlerContext context) {
    byte[] reason =
        "Host and Origin must be %s\n".formatted(address).getBytes(StandardCharsets.UTF_8);
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN, Unpooled.wrappedBuffer(reason));
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, reason.length);
    answer.headers().set(HttpHeaderNames.CONNECTION, "close");
    // Whoever is refused may be gone already: there is nobody to tell a failure.
    ChannelFuture unused = context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }
}
