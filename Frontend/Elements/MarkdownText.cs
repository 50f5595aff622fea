using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Platform.Frontend.Elements;

/// <summary>Renders the project's own Markdown files as HTML; embedded HTML is escaped.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().DisableHtml().Build();

    /// <summary>Renders a text.</summary>
    /// <param name="markdown">The Markdown text.</param>
    /// <param name="link">Translates links to those of the page; null keeps them.</param>
    /// <param name="below">The level of the heading above the text, 0 for none: its own headings are below that level.</param>
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
