using Markdig;

namespace Platform.Frontend.Elements;

/// <summary>Markdown of our own files as HTML; HTML inside of it stays text.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().DisableHtml().Build();

    public static string ToHtml(string markdown) => Markdown.ToHtml(markdown, s_pipeline);
}
