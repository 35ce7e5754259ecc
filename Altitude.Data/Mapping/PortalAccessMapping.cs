using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class SetupLinkMapping : ITenantMapping<SetupLink>
{
    public void Configure(EntityTypeBuilder<SetupLink> link)
    {
        link.ToTable("setup_links", Schemas.Tenant);
        link.HasKey(l => new { l.WorkspaceId, l.Id });
        link.Property(l => l.Id).ValueGeneratedNever();
        link.Property(l => l.Revision).IsConcurrencyToken();
        link.Property(l => l.Target).HasMaxLength(400);
        link.HasOne<Contact>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.ContactId }).OnDelete(DeleteBehavior.Restrict);
        link.HasIndex(l => new
        {
            l.WorkspaceId,
            l.ContactId,
            l.IssuedAt,
        }); // A contact's links.
    }
}

internal sealed class SetupLinkSecretMapping : ITenantMapping<SetupLinkSecret>
{
    public void Configure(EntityTypeBuilder<SetupLinkSecret> secret)
    {
        secret.ToTable("setup_link_secrets", Schemas.Tenant);
        secret.HasKey(s => new { s.WorkspaceId, s.Hash }); // Redeeming, by hash.
        secret.HasOne<SetupLink>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.LinkId }).OnDelete(DeleteBehavior.Restrict);
        secret.HasIndex(s => new { s.WorkspaceId, s.LinkId }); // The first use ends all of a link's secrets.
    }
}

internal sealed class PortalSessionMapping : ITenantMapping<PortalSession>
{
    public void Configure(EntityTypeBuilder<PortalSession> session)
    {
        session.ToTable("portal_sessions", Schemas.Tenant);
        session.HasKey(s => new { s.WorkspaceId, s.Id });
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.Revision).IsConcurrencyToken();
        session.Property(s => s.UserAgent).HasMaxLength(400);
        session.HasOne<Contact>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.ContactId }).OnDelete(DeleteBehavior.Restrict);
        session.HasIndex(s => new { s.WorkspaceId, s.BrowserHash }).HasFilter("ended_at is null").IsUnique(); // Every request: whose browser is this?
        session.HasIndex(s => new
        {
            s.WorkspaceId,
            s.ContactId,
            s.StartedAt,
        }); // A contact's sessions.
        session.HasIndex(s => new { s.WorkspaceId, s.ExpiresAt }).HasFilter("ended_at is null"); // Who is signed in: PortalControlQuery.
    }
}

internal sealed class PortalViewingMapping : ITenantMapping<PortalViewing>
{
    public void Configure(EntityTypeBuilder<PortalViewing> viewing)
    {
        viewing.ToTable("portal_viewings", Schemas.Tenant);
        viewing.HasKey(v => new { v.WorkspaceId, v.Id }); // Every request of one: altitude.find_onlooker.
        viewing.Property(v => v.Id).ValueGeneratedNever();
        viewing.Property(v => v.Revision).IsConcurrencyToken();
        viewing.HasOne<Contact>().WithMany().HasForeignKey(v => new { v.WorkspaceId, v.ContactId }).OnDelete(DeleteBehavior.Restrict);
        viewing.HasOne<StaffMember>().WithMany().HasForeignKey(v => new { v.WorkspaceId, v.StaffId }).OnDelete(DeleteBehavior.Restrict);
        viewing
            .HasIndex(v => new
            {
                v.WorkspaceId,
                v.StaffSessionId,
                v.ContactId,
            })
            .HasFilter("ended_at is null")
            .IsUnique(); // One at a time for each contact and sign-in: ViewAsContact.
    }
}

internal sealed class SessionSeenMapping : ITenantMapping<SessionSeen>
{
    public void Configure(EntityTypeBuilder<SessionSeen> seen)
    {
        seen.ToTable("session_seen", Schemas.Tenant);
        seen.HasKey(s => new { s.WorkspaceId, s.SessionId });
        seen.HasOne<PortalSession>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.SessionId }).OnDelete(DeleteBehavior.Cascade);
    }
}
