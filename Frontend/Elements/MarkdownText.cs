using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Platform.Frontend.Elements;

/// <summary>Markdown of our own files as HTML; HTML inside of it stays text.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().DisableHtml().Build();

    /// <param name="markdown">The text.</param>
    /// <param name="link">Where a link of the text leads on the page; null leaves links as they stand.</param>
    /// <param name="below">The level of the heading that the text stands under, 0 for none: its own headings are that much smaller.</param>
    public static string ToHtml(string markdown, Func<string, string>? link = null, int below = 0)
    {
        var document = Markdown.Parse(markdown, s_pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + below);
        }

        foreach (var found in document.Descendants<LinkInline>())
        {
            if (link is not null && found.Url is { } url)
            {
                found.Url = link(url);
            }
        }

        return document.ToHtml(s_pipeline);
    }
}
