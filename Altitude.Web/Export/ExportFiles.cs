namespace Altitude.Web.Export;

/// <summary>
/// The files that exports are packed into: nobody else reads them, and each is gone once it is closed. A node that was killed leaves its own behind, with all that a company has
/// in it; such a file goes when a node starts, or begins another export.
/// </summary>
public sealed partial class ExportFiles(TimeProvider pace, ILogger<ExportFiles> logger) : IHostedService
{
    /// <summary>A file that was made just now is locked a moment later.</summary>
    private static readonly TimeSpan Making = TimeSpan.FromMinutes(1);

    public static FileStream New()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"altitude-export-{Guid.NewGuid():N}.zip"), options);
    }

    /// <summary>Whoever packs holds a lock on the file, which the system takes from whoever was killed: what can be opened belongs to nobody any more.</summary>
    public void ForgetLeft()
    {
        foreach (var path in Directory.EnumerateFiles(Path.GetTempPath(), "altitude-export-*.zip"))
        {
            try
            {
                if (pace.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > Making)
                {
                    using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose)) { }
                    LogForgotten(path);
                }
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Somebody packs into it, another node was quicker, or it is another user's.
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ForgetLeft();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was left by an export that was killed, and is gone")]
    private partial void LogForgotten(string file);
}
