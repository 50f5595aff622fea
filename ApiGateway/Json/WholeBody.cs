using System.Buffers;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Reads request bodies that are needed whole. What goes wrong on the way is the client's: nobody else is asked or blamed.</summary>
internal static class WholeBody
{
    /// <summary>
    /// Waits until all of the body is there. The caller gives it back when done:
    /// <c>context.Request.BodyReader.AdvanceTo(body.End)</c>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <returns>The body, or why there is none: 400, 408 or 413.</returns>
    public static async ValueTask<(ReadOnlySequence<byte> Body, ApiProblem? Problem)> ReadAsync(HttpContext context, long limit)
    {
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                if (read.Buffer.Length > limit)
                {
                    reader.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
                    return (default, ApiProblem.TooLarge(limit));
                }

                if (read.IsCompleted)
                {
                    return (read.Buffer, null);
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (IOException exception)
        {
            return (default, ProblemMiddleware.OfBody(exception));
        }
    }
}
