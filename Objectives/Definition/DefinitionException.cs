namespace Platform.Objectives.Definition;

/// <summary>Tells whoever edits <c>deploy/slo.yaml</c> what is wrong with it, and where.</summary>
internal sealed class DefinitionException(string message) : Exception(message);
