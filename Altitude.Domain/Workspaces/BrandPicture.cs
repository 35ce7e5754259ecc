namespace Altitude.Domain.Workspaces;

/// <summary>
/// A company's logo or small mark as it was drawn anew, PNG. It is never changed: another picture is another row, so that its address can be kept for ever and mails of the
/// past still show what they showed.
/// </summary>
public sealed class BrandPicture : IWorkspaceOwned
{
    /// <summary>Bytes; a mail and a first page fetch it.</summary>
    public const int MostBytes = 200 * 1024;

    /// <summary>So many that were tried on and never saved are kept for a company.</summary>
    public const int MostTriedOn = 20;

    private BrandPicture() { }

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public BrandPicture(Id<BrandPicture> id, Id<Workspace> workspace, byte[] png, int width, int height, DateTimeOffset now) =>
        (Id, WorkspaceId, Png, Width, Height, AddedAt) = (id, workspace, png, width, height, now);

    public Id<BrandPicture> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public byte[] Png { get; private init; } = [];

    /// <summary>Pixels.</summary>
    public int Width { get; private init; }

    /// <summary>Pixels.</summary>
    public int Height { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset AddedAt { get; private init; }

    /// <summary>UTC; since when customers may have seen it. Null: it was tried on and never saved.</summary>
    public DateTimeOffset? ShownAt { get; private set; }
}

/// <summary>A picture as pages and mails point at it.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record BrandImage(Id<BrandPicture> Id, int Width, int Height);

/// <summary>Which pictures stand for the company.</summary>
/// <param name="Logo">On light ground; null: the company's name stands there.</param>
/// <param name="DarkLogo">On dark ground; null: the logo stands on a light plate there, too.</param>
/// <param name="Icon">Square, in a browser's tab and on a phone's home screen; null: the company's initials.</param>
public sealed record BrandImages(BrandImage? Logo, BrandImage? DarkLogo, BrandImage? Icon)
{
    public static readonly BrandImages None = new(null, null, null);
}
