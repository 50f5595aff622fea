using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.ServiceDefaults.Requests;

/// <summary>
/// Stands before a request's body. What is wrong with a body is its sender's fault, and ends the sender's connection; the server takes two
/// such faults for others: trailers that hold what no header may are told as an error of the program, and after a body of a known length that
/// broke off it reads the next request while the last read is still open, unless the program leaves the fault to it.
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

        // Read as a stream, a body of a known length leaves no read open, and has no trailers: the server's own will do.
        _body = context.Request.Body;
    }

    // Who puts another stream in the body's place, such as one that can be read again, reads that one.
    PipeReader IRequestBodyPipeFeature.Reader => ReferenceEquals(_context.Request.Body, _body) ? this : _server.Reader;

    /// <summary>Puts itself before the body of a request of HTTP/1, where a connection's requests come one after another.</summary>
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
            throw Told(exception);
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
            throw Told(exception);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => _inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);

    private bool IsOfSender(Exception exception) => exception is IOException || (_isChunked && exception is InvalidOperationException { Source: Server });

    // Where the body broke off no next request begins. This one may still be answered.
    private Exception Told(Exception fault)
    {
        _context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return fault is IOException ? fault : new BadHttpRequestException("A trailer holds what no header may.", fault);
    }
}
