using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.ServiceDefaults.Requests;

/// <summary>
/// Wraps a request body so that errors in it are treated as the client's, and close the client's connection. Kestrel handles two of them differently:
/// it logs trailers that are not valid headers as an application error, and after a body with a Content-Length that broke off it reads the next
/// request while the last read is still pending, unless the application observes the error.
/// </summary>
internal sealed class GuardedBody : PipeReader, IRequestBodyPipeFeature
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel.Core";

    private readonly HttpContext _context;
    private readonly IRequestBodyPipeFeature _server;
    private readonly PipeReader _inner;
    private readonly bool _isChunked;
    private readonly Stream _body;

    private GuardedBody(HttpContext context, IRequestBodyPipeFeature server, bool isChunked)
    {
        (_context, _server, _inner, _isChunked) = (context, server, server.Reader, isChunked);
        if (isChunked)
        {
            context.Request.Body = AsStream(leaveOpen: true);
        }

        // Read as a stream, a body with a Content-Length leaves no read pending and has no trailers, so Kestrel's own stream is used.
        _body = context.Request.Body;
    }

    // If middleware has replaced the body, for instance by a buffered one, that one is read.
    PipeReader IRequestBodyPipeFeature.Reader => ReferenceEquals(_context.Request.Body, _body) ? this : _server.Reader;

    /// <summary>Wraps the body of an HTTP/1 request, where the requests of a connection follow one another.</summary>
    public static void Guard(HttpContext context)
    {
        var request = context.Request;
        var isChunked = request.Headers.TransferEncoding.Count > 0;
        if ((isChunked || (request.ContentLength > 0 && (HttpProtocol.IsHttp11(request.Protocol) || HttpProtocol.IsHttp10(request.Protocol))))
            && context.Features.Get<IRequestBodyPipeFeature>() is { } server)
        {
            context.Features.Set<IRequestBodyPipeFeature>(new GuardedBody(context, server, isChunked));
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfSender(exception))
        {
            throw Translate(exception);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            return _inner.TryRead(out result);
        }
        catch (Exception exception) when (IsOfSender(exception))
        {
            throw Translate(exception);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => _inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);

    private bool IsOfSender(Exception exception) => exception is IOException || (_isChunked && exception is InvalidOperationException { Source: Server });

    // No further request is read after a body that broke off. This request may still be answered.
    private Exception Translate(Exception fault)
    {
        _context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return fault is IOException ? fault : new BadHttpRequestException("A trailer holds what no header may.", fault);
    }
}
