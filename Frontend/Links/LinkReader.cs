using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Links;

/// <summary>Reads what a link opens, for the page that shows it.</summary>
internal sealed class LinkReader(LinkedApi api)
{
    /// <summary>Reads the captions by the token that came with a request. Without one the page may still open the link that is in its address.</summary>
    /// <param name="context">The request.</param>
    /// <param name="job">The job that its address names.</param>
    public async Task<OpenedLink> ReadAsync(HttpContext context, Guid job)
    {
        // What is in the page ends with the link, and differs by the cookie.
        context.Response.Headers.CacheControl = "no-store";
        if (LinkCookie.Find(context) is not { } token)
        {
            return OpenedLink.Gone;
        }

        try
        {
            var captions = await api.OpenAsync(token, context.RequestAborted);
            return captions.JobId == job ? new OpenedLink(captions, await api.CaptionsAsync(token, job, context.RequestAborted), null) : OpenedLink.Gone;
        }
        catch (GatewayException exception) when (!exception.IsTemporary())
        {
            return OpenedLink.Gone;
        }
        catch (Exception exception) when (exception.IsShown())
        {
            return new OpenedLink(null, null, Explain.Line(exception));
        }
    }
}

/// <summary>Holds what a link opens.</summary>
/// <param name="Captions">What it is; null if it cannot be shown.</param>
/// <param name="Document">The captions; null if they cannot be shown.</param>
/// <param name="Failure">Why it cannot be shown; null if it can.</param>
internal sealed record OpenedLink(LinkedCaptions? Captions, CaptionDocument? Document, PageText? Failure)
{
    /// <summary>Gets what a link opens that does not exist any more.</summary>
    public static OpenedLink Gone => new(null, null, Words.LinkGone);
}
