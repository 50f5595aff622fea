namespace Platform.Frontend.Shell;

/// <summary>Marks a page that other sites may show in frames.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EmbeddableAttribute : Attribute;
