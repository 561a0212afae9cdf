"""An application to the ESF council: its form as data, its way, roles, certificates, and the files to hand in."""
