using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class StaffInvitationMapping : ITenantMapping<StaffInvitation>
{
    public void Configure(EntityTypeBuilder<StaffInvitation> invitation)
    {
        invitation.ToTable("staff_invitations", Schemas.Tenant);
        invitation.HasKey(i => new { i.WorkspaceId, i.Id });
        invitation.Property(i => i.Id).ValueGeneratedNever();
        invitation.Property(i => i.Revision).IsConcurrencyToken();
        invitation.Property(i => i.Email).HasMaxLength(254);
        invitation.Property(i => i.Name).HasMaxLength(200);
        invitation.Property(i => i.InvitedBy).HasMaxLength(200);
        invitation.HasOne<Workspace>().WithMany().HasForeignKey(i => i.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        invitation.HasOne<StaffMember>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.JoinedAs }).OnDelete(DeleteBehavior.Restrict);
        invitation
            .HasIndex(i => new { i.WorkspaceId, i.Email }, "ix_staff_invitations_open")
            .HasDatabaseName("ix_staff_invitations_open")
            .IsUnique()
            .HasFilter("accepted_at is null and withdrawn_at is null"); // One address is asked once at a time; the team's page.
        invitation.HasIndex(i => new { i.WorkspaceId, i.JoinedAs }); // The key that points at the person.
    }
}
