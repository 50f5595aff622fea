using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Makes all files of a repository, and writes those that differ.</summary>
internal static class MakeCommand
{
    /// <summary>Runs in the folder that is the first argument, or in the present one.</summary>
    /// <returns>The exit code: 0, or 1 where <c>deploy/slo.yaml</c> has a fault, which is then written, and nothing else.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var root = arguments.Count > 0 ? arguments[0] : Directory.GetCurrentDirectory();
        IReadOnlyList<MadeFile> files;
        try
        {
            files = MadeFile.All(File.ReadAllText(Path.Combine(root, MadeFile.Source)));
        }
        catch (Exception exception) when (exception is DefinitionException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{MadeFile.Source}: {exception.Message}");
            return 1;
        }

        foreach (var file in files)
        {
            var path = Path.Combine(root, file.Path);
            if (!File.Exists(path) || File.ReadAllText(path) != file.Content)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Content);
                output.WriteLine(file.Path);
            }
        }

        return 0;
    }
}
