using System.Buffers.Text;
using System.Text;
using Altitude.Data.Platform;
using Microsoft.AspNetCore.Identity;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Mints, while its mail is written, the path that lets someone choose a new password: once, and for <see cref="Lasts"/>.</summary>
public sealed class MintPasswordReset(UserManager<StaffUser> users)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(2);
    public const string LastsInWords = "2 hours";

    /// <returns>A path below the product's own address; null: there is no such sign-in.</returns>
    public async Task<string?> RunAsync(Guid user)
    {
        if (await users.FindByIdAsync(user.ToString()) is not { } found)
        {
            return null;
        }

        var token = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(found)));
        return $"/office/reset?token={user:N}.{token}";
    }

    /// <summary>Takes an address's token apart; null: it cannot be one.</summary>
    internal static (Guid User, string Token)? Read(string? presented)
    {
        if (
            presented is not { Length: > 33 and < 2000 }
            || presented[32] != '.'
            || !Guid.TryParseExact(presented[..32], "N", out var user)
            || !Base64Url.IsValid(presented.AsSpan(33))
        )
        {
            return null;
        }

        return (user, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(presented.AsSpan(33))));
    }
}
