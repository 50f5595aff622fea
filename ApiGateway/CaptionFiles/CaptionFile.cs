using System.Buffers;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Represents a file of captions in a request.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Format">The format.</param>
/// <param name="IsCorrection">Whether only its text is used.</param>
internal sealed record CaptionFile(byte[] Content, CaptionFormat Format, bool IsCorrection)
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiProblemException">400, 408, 413, or 415 for a compressed body.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, long limit)
    {
        if (!BodyEncoding.IsPlain(context.Request))
        {
            throw new ApiProblemException(ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType));
        }

        if (context.Request.ContentLength > limit)
        {
            throw new ApiProblemException(ApiProblem.TooLarge(limit));
        }

        var (body, problem) = await WholeBody.ReadAsync(context, limit);
        if (problem is not null)
        {
            throw new ApiProblemException(problem);
        }

        var content = body.ToArray();
        context.Request.BodyReader.AdvanceTo(body.End);
        return content;
    }
}
