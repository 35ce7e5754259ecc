using Altitude.Data.Platform;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data.Mapping;

/// <summary>The few tables outside every workspace: no personal data beyond staff sign-ins.</summary>
internal static class PlatformMapping
{
    /// <summary>Those that a workspace's transaction writes too.</summary>
    public static void ApplyShared(ModelBuilder model)
    {
        model.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox", Schemas.Platform);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.Property(r => r.Kind).HasMaxLength(64);
            row.HasIndex(r => r.DueAt).HasFilter("done_at is null"); // The pump: what is due?
            row.HasIndex(r => new
                {
                    r.WorkspaceId,
                    r.Kind,
                    r.Subject,
                })
                .IsUnique(); // Queued once.
        });
        model.Entity<LinkLookup>(lookup =>
        {
            lookup.ToTable("link_lookups", Schemas.Platform);
            lookup.HasKey(l => l.Hash);
            lookup.HasIndex(l => new { l.WorkspaceId, l.LinkId }); // Forgetting a link's secrets.
        });
        model.Entity<CalendarLookup>(lookup =>
        {
            lookup.ToTable("calendar_lookups", Schemas.Platform);
            lookup.HasKey(l => l.Hash);
            lookup.HasIndex(l => new { l.WorkspaceId, l.FeedId }); // Ending an address.
        });
        model.Entity<InvitationLookup>(lookup =>
        {
            lookup.ToTable("invitation_lookups", Schemas.Platform);
            lookup.HasKey(l => l.Hash);
            lookup.HasIndex(l => new { l.WorkspaceId, l.InvitationId }); // Ending all that was sent of one.
        });
        model.Entity<SessionLookup>(lookup =>
        {
            lookup.ToTable("session_lookups", Schemas.Platform);
            lookup.HasKey(l => new { l.WorkspaceId, l.SessionId });
            lookup.HasIndex(l => l.BrowserHash); // Re-keying all sessions of a browser.
        });
        model.Entity<DocumentLookup>(lookup =>
        {
            lookup.ToTable("document_lookups", Schemas.Platform);
            lookup.HasKey(l => l.Hash);
        });
        model.Entity<FileLookup>(lookup =>
        {
            lookup.ToTable("file_lookups", Schemas.Platform);
            lookup.HasKey(l => l.FileId);
            lookup.Property(l => l.FileId).ValueGeneratedNever();
        });
        model.Entity<WebhookEndpoint>(endpoint =>
        {
            endpoint.ToTable("webhook_endpoints", Schemas.Platform);
            endpoint.HasKey(e => e.Endpoint);
            endpoint.Property(e => e.Endpoint).HasMaxLength(64);
            endpoint.HasIndex(e => e.WorkspaceId).IsUnique(); // A company has one, and its end takes it away.
        });
        model.Entity<WebhookReceipt>(receipt =>
        {
            receipt.ToTable("webhook_inbox", Schemas.Platform);
            receipt.Property(r => r.Id).ValueGeneratedNever();
            receipt.Property(r => r.Endpoint).HasMaxLength(64);
            receipt.Property(r => r.EventId).HasMaxLength(255);
            receipt.Property(r => r.Type).HasMaxLength(100);
            receipt.Property(r => r.ObjectId).HasMaxLength(255);
            receipt.Property(r => r.ApiVersion).HasMaxLength(64);
            receipt.HasIndex(r => new { r.WorkspaceId, r.EventId }).IsUnique(); // An event that is told again is not taken again.
            receipt.HasIndex(r => new { r.WorkspaceId, r.ReceivedAt }).HasFilter("state = 'Review'"); // What needs attention.
            receipt.HasIndex(r => r.ReceivedAt); // Forgetting old ones.
        });
        model.Entity<StaffSeat>(seat =>
        {
            seat.ToTable("staff_seats", Schemas.Platform);
            seat.HasKey(s => new { s.UserId, s.WorkspaceId });
        });
        model.Entity<StaffSessionRow>(session =>
        {
            session.ToTable("staff_sessions", Schemas.Platform);
            session.Property(s => s.Id).ValueGeneratedNever();
            session.Property(s => s.UserAgent).HasMaxLength(400);
            session.HasIndex(s => s.KeyHash).IsUnique(); // Every request of the office.
            session.HasIndex(s => new { s.WorkspaceId, s.StaffId }); // Someone's sessions.
            session.HasIndex(s => s.UserId); // A password reset ends them all.
        });
        model.Entity<WorkspaceRow>(workspace =>
        {
            workspace.ToTable("workspaces", Schemas.Platform);
            workspace.Property(w => w.Id).ValueGeneratedNever();
            workspace.Property(w => w.Slug).HasMaxLength(40);
            workspace.HasIndex(w => w.Slug).IsUnique().HasFilter("closed_at is null"); // From address to workspace.
        });
        model.Entity<HeadRow>(head =>
        {
            head.ToTable("heads", Schemas.Platform);
            head.HasKey(h => h.WorkspaceId);
            head.HasOne<WorkspaceRow>().WithOne().HasForeignKey<HeadRow>(h => h.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    public static void Apply(ModelBuilder model)
    {
        ApplyShared(model);
        model.Entity<RateCounter>(counter =>
        {
            counter.ToTable("rate_counters", Schemas.Platform);
            counter.HasKey(c => new { c.Key, c.Since });
            counter.Property(c => c.Key).HasMaxLength(120);
            counter.HasIndex(c => c.Since); // The sweep that forgets old spans.
        });
        model.Entity<DataProtectionKey>().ToTable("data_protection_keys", Schemas.Platform);
        model.Entity<StaffUser>(user =>
        {
            user.ToTable("users", Schemas.Platform);
            user.Property(u => u.Id).ValueGeneratedNever();
            user.Property(u => u.UserName).HasMaxLength(254);
            user.Property(u => u.NormalizedUserName).HasMaxLength(254);
            user.Property(u => u.Email).HasMaxLength(254);
            user.Property(u => u.NormalizedEmail).HasMaxLength(254);
            user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
            user.Ignore(u => u.IsConfirming);
            user.HasIndex(u => u.NormalizedUserName).IsUnique(); // Signing in.
            user.HasIndex(u => u.NormalizedEmail); // Resetting a password.
        });
        model.Entity<StaffPasskey>(passkey =>
        {
            passkey.ToTable("user_passkeys", Schemas.Platform);
            passkey.HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1024); // Web Authentication, 4: at most 1023 bytes.
            passkey.HasIndex(p => p.UserId); // Somebody's passkeys.
            passkey.HasOne<StaffUser>().WithMany().HasForeignKey(p => p.UserId);
            passkey.OwnsOne(p => p.Data).ToJson();
        });
        model.Entity<SignInStep>(step =>
        {
            step.ToTable("sign_in_steps", Schemas.Platform);
            step.HasKey(s => s.Hash);
            step.Property(s => s.Kind).HasMaxLength(20);
            step.Property(s => s.State).HasMaxLength(4000);
            step.HasIndex(s => s.ExpiresAt); // The sweep that forgets those that are over.
            step.HasOne<StaffUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<IdentityUserClaim<Guid>>(claim =>
        {
            claim.ToTable("user_claims", Schemas.Platform);
            claim.HasOne<StaffUser>().WithMany().HasForeignKey(c => c.UserId);
        });
        model.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("user_logins", Schemas.Platform);
            login.HasKey(l => new { l.LoginProvider, l.ProviderKey });
            login.HasOne<StaffUser>().WithMany().HasForeignKey(l => l.UserId);
        });
        model.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("user_tokens", Schemas.Platform);
            token.HasKey(t => new
            {
                t.UserId,
                t.LoginProvider,
                t.Name,
            });
            token.HasOne<StaffUser>().WithMany().HasForeignKey(t => t.UserId);
        });
    }
}
