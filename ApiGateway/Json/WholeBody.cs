using System.Buffers;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Reads request bodies that are needed as a whole. Errors while reading are the client's and are not attributed to a dependency.</summary>
internal static class WholeBody
{
    /// <summary>
    /// Waits until the whole body has arrived. The caller releases it afterwards with <c>context.Request.BodyReader.AdvanceTo(body.End)</c>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The maximum number of bytes.</param>
    /// <returns>The body, or the problem: 400, 408, 413, or 503 if too many requests are under way.</returns>
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
                    if (context.Features.Get<IBodyArrival>() is not { } arrival || await arrival.ArrivedAsync() is not { } problem)
                    {
                        return (read.Buffer, null);
                    }

                    reader.AdvanceTo(read.Buffer.End);
                    return (default, problem);
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
