using System.Diagnostics;
using System.Security.Cryptography;
using Altitude.Testing;

namespace Altitude.Benchmarks;

/// <summary>The application's process as it is shipped: published and compiled ahead. Made anew when the build beside this program is another one.</summary>
internal static class PublishedHost
{
    private const string Name = "Altitude.Benchmarks";

    /// <returns>Its file.</returns>
    public static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root, "tests", Name, "bin", "Release", "published");
        var (program, stamp) = (Path.Combine(folder, $"{Name}.dll"), Path.Combine(folder, "built-from"));
        var build = Stamp();
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == build)
        {
            return program;
        }

        await Console.Error.WriteLineAsync("Publishing the application, compiled ahead …");
        await RunAsync(
            ["publish", Path.Combine(Repository.Root, "tests", Name), "-c", "Release", "-o", folder, "-v", "q", "-p:PublishReadyToRun=true"],
            cancellationToken
        );
        foreach (var assets in Directory.EnumerateFiles(AppContext.BaseDirectory, "Altitude.Web.staticwebassets.*"))
        {
            File.Copy(assets, Path.Combine(folder, Path.GetFileName(assets)), overwrite: true); // Only the web project's own publishing brings these.
        }

        await File.WriteAllTextAsync(stamp, build, cancellationToken);
        return program;
    }

    /// <exception cref="InvalidOperationException">It failed; the message is what dotnet said.</exception>
    public static async Task RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        using var dotnet = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var said = await dotnet.StandardOutput.ReadToEndAsync(cancellationToken);
        await dotnet.WaitForExitAsync(cancellationToken);
        if (dotnet.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    /// <summary>Which build runs here.</summary>
    private static string Stamp() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(AppContext.BaseDirectory, "Altitude.*.dll")
                .Order(StringComparer.Ordinal)
                .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")
        );
}
