using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.ServiceDefaults.Requests;

/// <summary>
/// Stands before the body of a request that comes in chunks. Trailers that hold what no header may are told by the server as an error of
/// the program; they are the sender's fault, as everything else is that is wrong with a body.
/// </summary>
internal sealed class ChunkedBodyReader(PipeReader inner) : PipeReader, IRequestBodyPipeFeature
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel.Core";

    PipeReader IRequestBodyPipeFeature.Reader => this;

    /// <summary>Puts itself before the body of a request in chunks; others have no trailers.</summary>
    public static void Guard(HttpContext context)
    {
        if (context.Request.Headers.TransferEncoding.Count > 0 && context.Features.Get<IRequestBodyPipeFeature>() is { } body)
        {
            var reader = new ChunkedBodyReader(body.Reader);
            context.Request.Body = reader.AsStream(leaveOpen: true);
            context.Features.Set<IRequestBodyPipeFeature>(reader);
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception) when (exception.Source == Server)
        {
            throw Malformed(exception);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        try
        {
            return inner.TryRead(out result);
        }
        catch (InvalidOperationException exception) when (exception.Source == Server)
        {
            throw Malformed(exception);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private static BadHttpRequestException Malformed(InvalidOperationException cause) => new("A trailer holds what no header may.", cause);
}
