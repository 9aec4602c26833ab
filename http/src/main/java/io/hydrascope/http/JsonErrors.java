package io.hydrascope.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses is JSON with the next step too, whatever the request accepts. */
final class JsonErrors implements Request.Handler {
  private final HttpLimits limits;

  JsonErrors(HttpLimits limits) {
    this.limits = limits;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    if (cause instanceof HttpException refused) {
      status = refused.getCode();
      message = refused.getReason();
    }
    RouteHandler.send(response, callback, reply(status, message));
    return true;
  }

  /**
   * @param reason what Jetty says; null where it says nothing
   */
  HttpReply reply(int status, @Nullable Object reason) {
    return HttpReply.error(
        status,
        switch (status) {
          case 408 ->
              "the body paused for %d ms or took %d ms in all: send it faster"
                  .formatted(limits.idle().toMillis(), limits.body().toMillis());
          case 413 ->
              "the body is larger than %d bytes: send a smaller one".formatted(limits.bodyBytes());
          case 414 ->
              "the address is too long, it and the headers may have %d bytes: shorten it"
                  .formatted(limits.headerBytes());
          case 417 -> "nothing is expected but 100-continue: leave out the header Expect";
          case 429 ->
              "other requests take the %d bytes that all bodies may have together: ask again in 1 s"
                  .formatted(limits.allBodiesBytes());
          case 431 ->
              "the headers are larger than %d bytes: send fewer or shorter ones"
                  .formatted(limits.headerBytes());
          case 503 -> "the server is ending: ask again when it is back";
          case 505 -> "no other version is known here: send HTTP/1.1";
          default ->
              status < 500
                  ? "no valid request (%s): send HTTP/1.1"
                      .formatted(reason == null ? HttpStatus.getMessage(status) : reason)
                  : "the server failed on this request: its log says why";
        });
  }
}
